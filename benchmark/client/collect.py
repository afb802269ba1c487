"""Collects the output of the programs: collect.py FOLDER SHORT RESULTS.json RESULTS.md

FOLDER has `counts`, `memory` and `instructions` (a line of JSON each) and `client.json` (Google Benchmark's); missing
files are skipped. SHORT is yes or no. Exits with 1 if a benchmark reported an error.
"""
import json
import sys
from pathlib import Path

# members of Google Benchmark itself; all others are counters of a benchmark
OWN = {'name', 'family_index', 'per_family_instance_index', 'run_name', 'run_type', 'repetitions', 'repetition_index',
       'threads', 'iterations', 'real_time', 'cpu_time', 'time_unit', 'aggregate_name', 'aggregate_unit',
       'error_occurred', 'error_message'}
MICROSECONDS = {'ns': 1e-3, 'us': 1, 'ms': 1e3, 's': 1e6}


def figure(value):
    if isinstance(value, str):
        return value
    if value == int(value):
        return str(int(value))
    return f'{value:.0f}' if abs(value) >= 1000 else f'{value:.3g}'


def markdown(title, columns, rows):
    lines = [f'## {title}', '', '| ' + ' | '.join(columns) + ' |', '|' + '---|' * len(columns)]
    lines += ['| ' + ' | '.join(figure(row.get(column, '')) for column in columns) + ' |' for row in rows]
    return '\n'.join(lines) + '\n'


def timed(benchmarks):
    """The medians if there are repetitions, otherwise the single runs."""
    aggregated = any(each['run_type'] == 'aggregate' for each in benchmarks)
    for each in benchmarks:
        if aggregated and each.get('aggregate_name') != 'median':
            continue
        factor = MICROSECONDS[each.get('time_unit', 'ns')]
        row = {'benchmark': each['run_name'], 'time us': each['real_time'] * factor,
               'main thread CPU us': each['cpu_time'] * factor}
        row['counters'] = {name: value for name, value in each.items() if name not in OWN}
        yield row


def goals(tables, benchmarks):
    """The goals that these programs can judge: description, goal, figure reached, whether it holds."""
    def cell(table, key, value, column):
        return next((row[column] for row in tables.get(table, []) if row[key] == value), None)

    def counter(name, which):
        return next((row['counters'].get(which) for row in benchmarks if row['benchmark'].startswith(name)), None)

    def memory(of, column):
        return next((row[column] for row in tables.get('Memory in bytes for each', [])
                     if row['of'] == of and row['transport'] == 'TLS 1.3'), None)

    allocations, instructions = 'Allocations of a warm small call', 'User instructions of a small call'
    out = []
    for what in ('exchange', 'send'):
        for transport in ('plain', 'tls'):
            own, models = (cell(allocations, 'call', f'{transport} {what}', column)
                           for column in ('own', "of these the model's"))
            out.append((f"own allocations beside the model's, {what}, {transport}", '<= 4',
                        None if own is None else own - models))
        for transport, most in (('plain', 9000), ('tls', 28000)):
            out.append((f'instructions, {what}, {transport}', f'<= {most}',
                        cell(instructions, 'call', f'{transport} {what}', 'instructions')))
    out.append(('bytes for each idle TLS connection, resident', '<= 61440', memory('idle connection', 'resident')))
    out.append(('bytes for each waiting call, resident', '<= 4096', memory('waiting call', 'resident')))
    for name in ('RS256', 'PS256', 'ES256'):
        out.append((f'{name} assertions / raw EVP signing', '>= 0.98', counter(f'assertion/{name}', 'ratio')))
    for transport in ('tls', 'rsa'):
        full, resumed = (cell(instructions, 'call', f'{transport} {what}', 'instructions') for what in ('full', 'resumed'))
        if full and resumed:
            out.append((f'instructions of a reconnect, resumed / full, {transport}', '<= 0.40', resumed / full))
    for name in ('ecdsa_p256', 'rsa_2048'):
        out.append((f'reconnect, resumed / full, {name}', '<= 0.40', counter(f'reconnect/{name}', 'ratio')))
    rows = []
    for what, goal, reached in out:
        if reached is None:
            continue
        sign, limit = goal.split()
        held = reached <= float(limit) if sign == '<=' else reached >= float(limit)
        rows.append({'goal': what, 'wanted': goal, 'reached': reached, '': '' if held else 'missed'})
    return rows


def main():
    folder, short, as_json, as_markdown = sys.argv[1:]
    tables = {}
    for name in ('counts', 'memory', 'instructions'):
        path = Path(folder) / name
        if path.exists() and (text := path.read_text().strip()):
            table = json.loads(text)
            tables[table['table']] = table['rows']
    path = Path(folder) / 'client.json'
    measured = json.loads(path.read_text()) if path.exists() else {'benchmarks': []}
    failed = [each for each in measured['benchmarks'] if each.get('error_occurred')]
    for each in failed:
        print(f"{each['name']}: {each['error_message']}", file=sys.stderr)
    benchmarks = list(timed([each for each in measured['benchmarks'] if not each.get('error_occurred')]))
    reached = goals(tables, benchmarks)

    note = 'A short run: times and ratios of times mean nothing.\n' if short == 'yes' else ''
    sections = [note, markdown('Goals', ['goal', 'wanted', 'reached', ''], reached)]
    sections += [markdown(name, list(rows[0]), rows) for name, rows in tables.items()]
    flat = [{**row, 'counters': ', '.join(f'{name} {figure(value)}' for name, value in row['counters'].items())}
            for row in benchmarks]
    if flat:
        sections.append(markdown('Times', list(flat[0]), flat))
    Path(as_markdown).write_text('\n'.join(section for section in sections if section))
    Path(as_json).write_text(json.dumps(
        {'short': short == 'yes', 'goals': reached, 'tables': tables, 'benchmarks': benchmarks}, indent=1) + '\n')
    sys.exit(1 if failed else 0)


main()
