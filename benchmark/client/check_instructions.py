#!/usr/bin/env python3
"""Compares the instructions of a small call with those on record: check_instructions.py RECORD MEASURED [COMPARABLE]

RECORD and MEASURED have a line for each call, `TRANSPORT WHAT INSTRUCTIONS`. Fails when a figure is more than 2 %
larger than its record, or when one of the two files lacks it. With COMPARABLE `no` (another compiler or processor than
that of the record) it only reports. instructions.sh --check calls it; instructions.sh --record writes the record.
"""
import sys

ALLOWED = 0.02


def read(text):
    figures = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            transport, what, count = line.split()
            figures[f"{transport} {what}"] = int(count)
    return figures


def compare(record, measured):
    """Lines of a report, and what is wrong."""
    report, wrong = [], []
    for name in sorted(record.keys() | measured.keys()):
        if name not in measured:
            wrong.append(f"{name}: recorded, but not measured")
        elif name not in record:
            wrong.append(f"{name}: measured, but not recorded")
        else:
            change = measured[name] / record[name] - 1
            report.append(f"{name:<16} {measured[name]:>8} instructions, recorded {record[name]:>8} ({change:+.1%})")
            if change > ALLOWED:
                wrong.append(f"{name}: {measured[name]} instructions are more than {ALLOWED:.0%} over the "
                             f"{record[name]} on record")
    if not record:
        wrong.append("the record is empty")
    return report, wrong


def main():
    with open(sys.argv[1], encoding="utf-8") as record, open(sys.argv[2], encoding="utf-8") as measured:
        report, wrong = compare(read(record.read()), read(measured.read()))
    print("\n".join(report))
    comparable = sys.argv[3:] != ["no"]
    for each in wrong:
        print(each, file=sys.stderr)
    if wrong and not comparable:
        print("(reported only: the record is of another compiler, processor or library)", file=sys.stderr)
    elif wrong:
        sys.exit("Find out why (instructions.sh --functions 25); if the cost is worth it: instructions.sh --record")


if __name__ == "__main__":
    main()
