// Starts every peer of the tests, writes one line of JSON when all are ready, and ends them all when its standard
// input is closed: so they cannot outlive the tests, however these end.
//
// Usage: node peers.mjs FOLDER NGINX, where FOLDER is what make_certificates.sh filled.
import { end_with_input } from './lifetime.mjs';
import { audience, start_provider } from './provider.mjs';
import { scope, secret } from './clients.mjs';
import { start_front } from './front.mjs';
import { start_governance } from './governance.mjs';
import { choose_ports, start_nginx } from './nginx.mjs';

const [folder, nginx_program] = process.argv.slice(2);
if (!folder || !nginx_program) {
  process.stderr.write('usage: node peers.mjs FOLDER NGINX\n');
  process.exit(2);
}

const started = end_with_input(folder);

const main = await start_provider(folder);
const tenant = await start_provider(folder, { host: '127.0.0.1', path: '/tenant' });
// takes and advertises little
const narrow = await start_provider(folder, {
  allowed_methods: ['client_secret_basic', 'private_key_jwt'],
  allowed_algorithms: ['ES256'],
});
// FAPI 2.0: the issuer, as a string, is the only audience
const strict = await start_provider(folder, {
  fapi: true,
  allowed_methods: ['private_key_jwt'],
  allowed_algorithms: ['PS256', 'ES256'],
});
const governance = await start_governance(folder, { issuer: main.issuer, audience, scope, keys: main.keys });
const front = await start_front(folder);

let nginx;
let closed;
for (let tries = 0; !nginx; ++tries) {
  if (tries === 10) throw new Error('no free ports for nginx');
  const ports = await choose_ports();
  closed = `https://localhost:${ports.CLOSED}`;
  const behind = await start_provider(folder, { issuer: `https://localhost:${ports.IDENTITY}` });
  nginx = start_nginx(nginx_program, folder, {
    ...ports, PROVIDER: behind.port, FRONT: new URL(front.url).port, GOVERNANCE: new URL(governance.url).port,
  });
}
started.push(nginx.stop);

process.stdout.write(`${JSON.stringify({
  folder,
  scope,
  secret,
  issuer: { main: main.issuer, tenant: tenant.issuer, narrow: narrow.issuer, strict: strict.issuer },
  governance: governance.url,
  front: front.url,
  closed,
  nginx: nginx.urls,
})}\n`);
