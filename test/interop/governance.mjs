// A few operations of the governance API that believe only a real access token: `jose` verifies it against the key set
// of the provider that must have issued it.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';

const tasks = Array.from({ length: 25 }, (unused, index) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  title: `Task ${index}`,
  status: 1,
}));

function error_body(code, ...message) {
  return { code, message, requestId: '6a4e1a3a-0000-4000-8000-000000000001', date: new Date().toISOString() };
}

/** Starts the API; returns { url }. `keys` is the provider's key set. */
export async function start_governance(folder, { issuer, audience, scope, keys }) {
  const key_set = createLocalJWKSet(keys);

  async function reply(request) {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'Bearer') return [401, error_body('Unauthorized', 'No bearer token')];
    try {
      const { payload } = await jwtVerify(token, key_set, { issuer, audience, typ: 'at+jwt' });
      if (!payload.scope?.split(' ').includes(scope)) return [403, error_body('Forbidden', 'The scope is missing')];
    } catch (error) {
      return [401, error_body('Unauthorized', error.message)];
    }
    const url = new URL(request.url, 'https://localhost');
    if (url.pathname !== '/tasks/my/v2') return [404, error_body('NotFound', `No ${url.pathname} here`)];
    const from = Number(url.searchParams.get('nextToken') ?? 0);
    const to = from + Number(url.searchParams.get('top') ?? 10);
    return [200, {
      data: { totalCount: tasks.length, value: tasks.slice(from, to) },
      nextToken: to < tasks.length ? String(to) : null,
    }];
  }

  const server = https.createServer(
    { cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server.key')) },
    async (request, response) => {
      request.resume();
      const [status, body] = await reply(request);
      // as .NET does: a text type over JSON, and no length
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.write(JSON.stringify(body).slice(0, 10));
      response.end(JSON.stringify(body).slice(10));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `https://localhost:${server.address().port}` };
}
