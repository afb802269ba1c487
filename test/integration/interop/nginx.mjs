// Debian's nginx on free ports, with its files in the tests' folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { free_ports } from './free_ports.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const template = readFileSync(join(here, 'nginx.conf.in'), 'utf8');
const locations = readFileSync(join(here, 'nginx_locations.conf.in'), 'utf8');

/** The names of the servers in the configuration: each @PORT_NAME@ that is listened on. */
const names = [...template.matchAll(/listen 127\.0\.0\.1:@PORT_(\w+)@/gu)].map((match) => match[1]);

/** Ports for the servers, by name, and one that nobody listens on (CLOSED). */
export async function choose_ports() {
  const ports = await free_ports(names.length + 1);
  return Object.fromEntries([...names, 'CLOSED'].map((name, index) => [name, ports[index]]));
}

/**
 * Starts nginx; returns { urls, stop }, or nothing when one of the ports has been taken in the meantime.
 * nginx goes into the background once all its sockets listen, so it is ready when this returns.
 */
export function start_nginx(program, folder, ports) {
  const fill = (text) => text
    .replaceAll('@FOLDER@', folder)
    .replace(/@PORT_(\w+)@/gu, (unused, name) => {
      if (!(name in ports)) throw new Error(`the nginx configuration names an unknown port: ${name}`);
      return ports[name];
    });
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, fill(template));
  writeFileSync(join(folder, 'locations.conf'), fill(locations));
  mkdirSync(join(folder, 'static'), { recursive: true });
  const rows = Array.from({ length: 40000 }, (unused, index) => ({ index, text: 'ä'.repeat(40) }));
  writeFileSync(join(folder, 'static', 'big.json'), JSON.stringify({ value: rows }));

  const run = spawnSync(program, ['-e', join(folder, 'nginx.log'), '-p', folder, '-c', configuration], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (run.error) throw run.error;
  if (run.status !== 0) {
    if (run.stderr.includes('Address already in use')) return undefined;
    throw new Error(`nginx did not start: ${run.stderr}`);
  }
  const pid_file = join(folder, 'nginx.pid');
  return {
    urls: Object.fromEntries(names.map((name) => [
      name.toLowerCase(), `${name === 'PLAIN' ? 'http' : 'https'}://localhost:${ports[name]}`])),
    stop: () => {
      if (!existsSync(pid_file)) return;
      process.kill(Number(readFileSync(pid_file, 'utf8')), 'SIGTERM');
      // it removes that file last; until then it may still write to the folder
      const until = Date.now() + 5000;
      while (existsSync(pid_file) && Date.now() < until) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    },
  };
}
