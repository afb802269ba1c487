"""Where the instructions of a call go: functions.py SHORT LONG CALLS COUNT TITLE

SHORT and LONG are callgrind's files of two runs, CALLS is the number of additional calls in LONG. Prints two tables in
Markdown, of COUNT functions each: by their own cost and by their inclusive cost, in instructions per call.
"""
import re
import sys
from collections import defaultdict

NAME = re.compile(r'^(c?fn)=\((\d+)\)(?: (.*))?$')
COST = re.compile(r'^[+\-*\d]\S* (\d+)$')


def read(path):
    """Own and inclusive cost of each function; a recursion is counted once for each level."""
    names = {}
    own = defaultdict(int)
    called = defaultdict(int)
    function = None
    callee = None
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            line = line.rstrip('\n')
            if match := NAME.match(line):
                kind, number, name = match.groups()
                if name:
                    names[number] = name
                if kind == 'fn':
                    function = names[number]
                else:
                    callee = names[number]
            elif line.startswith('calls='):
                cost = int(next(file).split()[1])
                if callee != function:
                    called[function] += cost
            elif function and (match := COST.match(line)):
                own[function] += int(match.group(1))
    return own, {name: own[name] + called[name] for name in set(own) | set(called)}


def shortened(name):
    name = re.sub(r"'\d+$", '', name)
    for long, short in (('cloud_governance::', 'cg::'), ('boost::', ''),
                        ('std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >', 'string'),
                        ('std::chrono::_V2::', '')):
        name = name.replace(long, short)
    name = name.replace('|', '\\|')
    return name if len(name) <= 150 else name[:147] + '...'


def table(title, before, after, calls, count):
    each = {name: (cost - before.get(name, 0)) / calls for name, cost in after.items()}
    print(f'\n{title}\n\n| instructions a call | function |\n|---|---|')
    for name in sorted(each, key=each.get, reverse=True)[:count]:
        print(f'| {each[name]:.0f} | `{shortened(name)}` |')


def main():
    short, long, calls, count, title = sys.argv[1:]
    own_before, all_before = read(short)
    own_after, all_after = read(long)
    table(f'{title}: own cost', own_before, own_after, int(calls), int(count))
    table(f'{title}: with what they call', all_before, all_after, int(calls), int(count))


main()
