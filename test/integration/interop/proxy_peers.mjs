// The peers of the tests of proxies: tinyproxy, squid, and an HTTP server behind them. As peers.mjs otherwise.
import { free_ports } from './free_ports.mjs';
import { start_front } from './front.mjs';
import { end_with_input } from './lifetime.mjs';
import { start_proxies, username } from './proxies.mjs';

const folder = process.argv[2];
const started = end_with_input(folder);

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
