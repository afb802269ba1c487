// The peers of the tests of proxies: tinyproxy, squid, and an HTTP server behind them. As peers.mjs otherwise.
import { rmSync } from 'node:fs';
import { free_ports } from './free_ports.mjs';
import { start_front } from './front.mjs';
import { start_proxies, username } from './proxies.mjs';

const folder = process.argv[2];
const started = [];
function stop() {
  for (const one of started.splice(0)) one();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}
process.stdin.on('end', stop).on('error', stop).resume();
process.on('SIGTERM', stop).on('SIGINT', stop);

const front = await start_front(folder);
const forbidden = await start_front(folder);
const [closed] = await free_ports(1);
const proxies = await start_proxies(folder, [new URL(front.url).port, closed]);
started.push(proxies.stop);

process.stdout.write(`${JSON.stringify({
  folder,
  front: front.url,
  forbidden: forbidden.url,
  closed: `https://localhost:${closed}`,
  username,
  ...proxies.urls,
})}\n`);
