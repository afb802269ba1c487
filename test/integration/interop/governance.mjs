// A few operations of the governance API that believe only a real access token: `jose` verifies it against the key set
// of the provider that must have issued it.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';

const tasks = Array.from({ length: 25 }, (unused, index) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  title: `Täsk ${index}`,
  createdTime: '2024-02-29T12:00:00.1234567',
  status: 0,
  memberOfTheFuture: { index },
}));

function error_body(code, ...message) {
  return { code, message, requestId: '6a4e1a3a-0000-4000-8000-000000000001', date: new Date().toISOString() };
}

/** Starts the API; returns { url }. `keys` is the provider's key set. */
export async function start_governance(folder, { issuer, audience, scope, keys }) {
  const key_set = createLocalJWKSet(keys);

  // what the tests ask about, and the identifier of the token seen last with those that are believed no more
  const approved = [];
  const revoked = new Set();
  let last;

  async function reply(request, body) {
    if (request.url === '/.test/approved') return [200, approved];
    if (request.url === '/.test/revoke') return [200, { revoked: revoked.add(last).size }];
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer') return [401, error_body('Unauthorized', 'No bearer token')];
    try {
      const { payload } = await jwtVerify(token, key_set, { issuer, audience, typ: 'at+jwt' });
      if (revoked.has(payload.jti)) return [401, error_body('Unauthorized', 'The token was revoked')];
      last = payload.jti;
      if (!payload.scope?.split(' ').includes(scope)) return [403, error_body('Forbidden', 'The scope is missing')];
    } catch (error) {
      return [401, error_body('Unauthorized', error.message)];
    }
    const url = new URL(request.url, 'https://localhost');
    if (url.pathname === '/tasks/my/v2') {
      const from = Number(url.searchParams.get('nexttoken') ?? 0);
      const to = from + Number(url.searchParams.get('top') ?? 200);
      return [200, { value: tasks.slice(from, to), nextLink: null, nextToken: to < tasks.length ? String(to) : null }];
    }
    if (request.method === 'POST' && /^\/tasks\/[^/]+\/approve$/u.test(url.pathname)) {
      if (!tasks.some(({ id }) => url.pathname.includes(id))) return [404, error_body('NotFound', 'No such task')];
      approved.push({ path: url.pathname, body });
      return [204];
    }
    return [404, error_body('NotFound', `No ${url.pathname} here`)];
  }

  const server = https.createServer(
    { cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server.key')) },
    async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      const [status, answer] = await reply(request, body);
      if (!answer) {
        response.writeHead(status).end();
        return;
      }
      // as .NET does: a text type over JSON, and no length
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      const text = Buffer.from(JSON.stringify(answer));
      response.write(text.subarray(0, 10));
      response.end(text.subarray(10));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://localhost:${server.address().port}` };
}
