// OpenID providers of the certified implementation `oidc-provider`, on ephemeral ports of the loopback interface.
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import { clients, scope } from './clients.mjs';

/** The audience of the access tokens. */
export const audience = 'urn:example:governance';

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const methods = ['client_secret_post', 'client_secret_basic', 'private_key_jwt'];

// one key set for all, made at start
function private_jwk(type, options, extra) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), ...extra };
}
const signing_keys = {
  keys: [
    private_jwk('rsa', { modulusLength: 2048 }, { alg: 'RS256', use: 'sig', kid: 'rs' }),
    private_jwk('ec', { namedCurve: 'P-256' }, { alg: 'ES256', use: 'sig', kid: 'es' }),
  ],
};

const public_keys = {
  keys: signing_keys.keys.map(({ kty, kid, alg, use, n, e, crv, x, y }) => ({ kty, kid, alg, use, n, e, crv, x, y })),
};

function configuration(folder, { allowed_methods, allowed_algorithms, fapi, lifetime }) {
  return {
    clients: clients(folder, allowed_methods),
    jwks: signing_keys,
    // one that every client may have, and one that none may
    scopes: [scope, 'cloudgovernance.forbidden'],
    clientAuthMethods: allowed_methods,
    enabledJWA: { clientAuthSigningAlgValues: allowed_algorithms },
    routes: { token: '/connect/token' },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: false },
      ...(fapi && { fapi: { enabled: true, profile: '2.0' } }),
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope,
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: lifetime,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}

/**
 * Starts one provider and returns { issuer, port, keys }; it ends with the process.
 *
 * folder: where make_certificates.sh wrote. host: of the issuer. path: of the issuer, '' or '/name'.
 * issuer: where another server stands in front; the provider then listens without TLS.
 * allowed_methods, allowed_algorithms: what it accepts and advertises. fapi: take only the issuer as audience.
 */
export async function start_provider(folder, options = {}) {
  const { host = 'localhost', path = '', issuer: front } = options;
  let handler;
  const dispatch = (request, response) => handler(request, response);
  const server = front
    ? http.createServer(dispatch)
    : https.createServer(
        { cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server.key')) },
        dispatch,
      );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const issuer = front ?? `https://${host}:${port}${path}`;

  const provider = new Provider(
    issuer,
    configuration(folder, {
      allowed_methods: options.allowed_methods ?? methods,
      allowed_algorithms: options.allowed_algorithms ?? algorithms,
      fapi: options.fapi,
      lifetime: options.lifetime ?? 3600,
    }),
  );
  provider.proxy = Boolean(front);
  // the provider tells its clients nothing but "client authentication failed"; why it did is for the tests' own report
  const rejections = [];
  for (const event of ['grant.error', 'server_error']) {
    provider.on(event, (context, error) => {
      rejections.push({ error: error.error ?? error.name, detail: error.error_detail ?? error.message });
      if (event === 'server_error') process.stderr.write(`oidc-provider: ${error.stack}\n`);
    });
  }

  let grants = 0;
  provider.on('grant.success', () => { ++grants; });

  // read and forget: what the provider had against the requests since the last time, and how many tokens it gave
  const records = {
    '/.test/rejections': () => rejections.splice(0),
    '/.test/grants': () => {
      const count = grants;
      grants = 0;
      return count;
    },
  };

  const callback = provider.callback();
  handler = (request, response) => {
    if (request.url in records) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(records[request.url]()));
      return;
    }
    if (path) {
      if (!request.url.startsWith(`${path}/`)) {
        response.statusCode = 404;
        response.end();
        return;
      }
      request.originalUrl = request.url;
      request.url = request.url.slice(path.length);
    }
    callback(request, response);
  };
  return { issuer, port, keys: public_keys };
}
