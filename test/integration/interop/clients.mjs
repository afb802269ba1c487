// The clients that the identity providers of the tests know.
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const scope = 'cloudgovernance.fullcontrol.all';
/** The characters that form encoding or Basic can spoil; RFC 6749 appendix A.2 has only printable ASCII in a secret. */
export const secret = 'jLMX+a/b=:%& ?#"\\~e';

/** The public key of a certificate as a JWK that names it in all the ways there are. */
export function jwk_of(certificate, extra = {}) {
  const digest = (algorithm) => createHash(algorithm).update(certificate.raw).digest();
  return {
    ...certificate.publicKey.export({ format: 'jwk' }),
    use: 'sig',
    kid: digest('sha1').toString('hex').toUpperCase(),
    x5t: digest('sha1').toString('base64url'),
    'x5t#S256': digest('sha256').toString('base64url'),
    x5c: [certificate.raw.toString('base64')],
    ...extra,
  };
}

const common = { grant_types: ['client_credentials'], redirect_uris: [], response_types: [], scope };

/** Client metadata (RFC 7591 section 2), for the methods that the provider allows. */
export function clients(folder, methods) {
  const keys = (name) => ({ keys: [jwk_of(new X509Certificate(readFileSync(join(folder, `${name}.pem`))))] });
  const by_assertion = (client_id, name, algorithm) => ({
    ...common,
    client_id,
    token_endpoint_auth_method: 'private_key_jwt',
    // without it, whatever algorithm the provider allows
    ...(algorithm && { token_endpoint_auth_signing_alg: algorithm }),
    jwks: keys(name),
  });
  const all = [
    { ...common, client_id: 'post', client_secret: secret, token_endpoint_auth_method: 'client_secret_post' },
    { ...common, client_id: 'basic', client_secret: secret, token_endpoint_auth_method: 'client_secret_basic' },
    by_assertion('rsa', 'client_rsa'),
    by_assertion('p256', 'client_p256'),
    by_assertion('p384', 'client_p384'),
    by_assertion('p521', 'client_p521'),
    by_assertion('only-ps256', 'client_rsa', 'PS256'),
  ];
  return all.filter((one) => methods.includes(one.token_endpoint_auth_method));
}
