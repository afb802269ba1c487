// undici, the client behind Node's fetch, with its fastest interface for whole bodies: Pool.request.

import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

const options = { host: '127.0.0.1', base: '', trust: '' };
for (let at = 2; at < process.argv.length; at += 2)
    options[process.argv[at].slice(2)] = process.argv[at + 1];
const number = name => Number(options[name]);

const origin = `${options.trust ? 'https' : 'http'}://${options.host}:${options.port}`;
const pool = new Pool(origin, {
    connections: number('connections'),
    pipelining: 1,
    connect: options.trust ? { ca: readFileSync(options.trust), minVersion: 'TLSv1.3' } : {},
});
const path = options.base + options.target;
const headers = { authorization: `Bearer ${options.token}`, accept: 'application/json' };

const cpu = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
};
const peakRss = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'ascii'))?.[1] ?? 0);

async function run(calls) {
    const latencies = [];
    let left = calls, errors = 0, firstError = '';
    const caller = async () => {
        while (left > 0) {
            --left;
            const begin = process.hrtime.bigint();
            try {
                const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
                await body.arrayBuffer();
                if (statusCode !== 200)
                    throw new Error(`status ${statusCode}`);
                latencies.push(Number(process.hrtime.bigint() - begin) / 1000);
            } catch (error) {
                firstError ||= error.message;
                ++errors;
            }
        }
    };
    await Promise.all(Array.from({ length: number('in-flight') }, caller));
    return { latencies, errors, firstError };
}

await run(number('warm-up'));
const cpuBegin = cpu(), begin = process.hrtime.bigint();
const { latencies, errors, firstError } = await run(number('calls'));
const cpuUsed = cpu() - cpuBegin, seconds = Number(process.hrtime.bigint() - begin) / 1e9;
latencies.sort((a, b) => a - b);
const quantile = share => latencies[Math.min(Math.floor(share * latencies.length), latencies.length - 1)] ?? 0;
console.log(JSON.stringify({
    client: 'undici', calls: latencies.length, seconds, cpu_us: cpuUsed / Math.max(latencies.length, 1),
    p50_us: quantile(0.5), p99_us: quantile(0.99), max_us: quantile(1), max_rss_kb: peakRss(),
    errors, first_error: firstError,
}));
await pool.close();
