import net from 'node:net';

/** Ports that nobody listens on now; held open together, so that no two are the same. */
export async function free_ports(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => resolve(server)).on('error', reject);
  })));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => { server.close(resolve); })));
  return ports;
}
