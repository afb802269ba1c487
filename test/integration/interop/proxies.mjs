// Debian's tinyproxy and squid on free ports of this machine, each with and without credentials.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync,
  writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { free_ports } from './free_ports.mjs';

/** What the proxies ask for. */
export const username = 'someone';
export const password = 'p:ss w@rd%';

function find(program, package_name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    if (existsSync(join(folder, program))) return join(folder, program);
  }
  throw new Error(`${program} is missing: apt-get install ${package_name}`);
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => { socket.destroy(); resolve(true); }).on('error', () => resolve(false));
  });
}

// a program in the foreground; ready when its ports accept. Its output goes to a file, which an error shows.
async function start(program, parameters, ports, log) {
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let ended = false;
  child.stderr.on('data', (piece) => { said += piece; });
  child.on('exit', () => { ended = true; }).on('error', () => { ended = true; });
  const until = Date.now() + 60000;
  for (const port of ports) {
    while (!await accepts(port)) {
      if (ended || Date.now() > until) {
        child.kill('SIGKILL');
        throw new Error(`${program} did not start: ${said}${existsSync(log) ? readFileSync(log, 'utf8') : ''}`);
      }
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }
  return () => { child.kill('SIGKILL'); };
}

async function start_tinyproxy(folder, name, port, allowed, extra) {
  const log = join(folder, `tinyproxy-${name}.log`);
  const configuration = join(folder, `tinyproxy-${name}.conf`);
  writeFileSync(configuration, [
    `Port ${port}`, 'Listen 127.0.0.1', 'Allow 127.0.0.1', 'Timeout 30', 'MaxClients 50', `LogFile "${log}"`,
    'LogLevel Info', ...allowed.map((one) => `ConnectPort ${one}`), ...extra, ''].join('\n'));
  return start(find('tinyproxy', 'tinyproxy-bin'), ['-d', '-c', configuration], [port], log);
}

const shared_memory = '/dev/shm';

// squid keeps shared memory there as a user of its own; in a bare container only root may write to it
function open_shared_memory() {
  if ((statSync(shared_memory).mode & 0o2) === 0) chmodSync(shared_memory, 0o1777);
}

// squid does not run as root, and another user cannot read the tests' folder: it gets one of its own
async function start_squid(ports, allowed) {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-governance-squid-'));
  const log = join(folder, 'cache.log');
  const hash = spawnSync('openssl', ['passwd', '-apr1', '-stdin'], { input: `${password}\n`, encoding: 'utf8' });
  writeFileSync(join(folder, 'passwords'), `${username}:${hash.stdout.trim()}\n`);
  writeFileSync(join(folder, 'squid.conf'), `
http_port 127.0.0.1:${ports[0]} name=open
http_port 127.0.0.1:${ports[1]} name=closed
acl on_open_port myportname open
acl allowed port ${allowed.join(' ')}
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${folder}/passwords
auth_param basic children 2 startup=1 idle=1
auth_param basic realm tests
acl signed_in proxy_auth REQUIRED
http_access deny !allowed
http_access allow on_open_port
http_access allow signed_in
http_access deny all
cache deny all
cache_mem 4 MB
memory_pools off
access_log none
cache_log ${log}
pid_filename none
coredump_dir ${folder}
pinger_enable off
max_filedescriptors 1024
shutdown_lifetime 0 seconds
connect_timeout 5 seconds
connect_retries 0
visible_hostname localhost
`);
  if (process.getuid() === 0) {
    const id = (option) => Number(spawnSync('id', [option, 'proxy'], { encoding: 'utf8' }).stdout);
    chownSync(folder, id('-u'), id('-g'));
    chownSync(join(folder, 'passwords'), id('-u'), id('-g'));
    chmodSync(folder, 0o755);
    open_shared_memory();
  }
  // its shared memory has this name, and stays when it is killed
  const service = `cloudgovernance${process.pid}`;
  const remove = () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    for (const name of readdirSync(shared_memory))
      if (name.startsWith(`${service}-`)) rmSync(join(shared_memory, name), { force: true });
  };
  try {
    const stop = await start(find('squid', 'squid'), ['-N', '-n', service, '-f', join(folder, 'squid.conf')], ports, log);
    return () => { stop(); remove(); };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Starts them all; CONNECT is allowed to the ports `allowed` only. Returns { urls, stop }. */
export async function start_proxies(folder, allowed) {
  mkdirSync(folder, { recursive: true });
  const [tiny_open, tiny_closed, squid_open, squid_closed] = await free_ports(4);
  const started = [];
  const stop = () => { for (const one of started.splice(0)) one(); };
  try {
    started.push(await start_tinyproxy(folder, 'open', tiny_open, allowed, []));
    // a blank cannot be written in its configuration, so its user has a simpler password
    started.push(await start_tinyproxy(folder, 'closed', tiny_closed, allowed, [`BasicAuth ${username} simple`]));
    started.push(await start_squid([squid_open, squid_closed], allowed));
  } catch (error) {
    stop();
    throw error;
  }
  const url = (port) => `http://127.0.0.1:${port}`;
  return {
    urls: {
      tinyproxy: { open: url(tiny_open), closed: url(tiny_closed), password: 'simple' },
      squid: { open: url(squid_open), closed: url(squid_closed), password },
    },
    stop,
  };
}
