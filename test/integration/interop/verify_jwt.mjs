// Has `jose` verify signed JWTs. Reads a JSON array from standard input (or the file given), each element
//   { "jwt": compact JWS, "certificate": PEM, "algorithm": the only one accepted, "audience": …, "issuer": …, "type": … }
// and writes a JSON array of { "header": …, "claims": … } or { "error": … } in the same order. The key is taken from
// the certificate, and what the header says of the certificate must be true of it.
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { importX509, jwtVerify } from 'jose';

const keys = new Map();
async function key_of(certificate, algorithm) {
  const name = `${algorithm} ${certificate}`;
  if (!keys.has(name)) keys.set(name, await importX509(certificate, algorithm));
  return keys.get(name);
}

async function verify({ jwt, certificate, algorithm, audience, issuer, type }) {
  const { raw } = new X509Certificate(certificate);
  const key = await key_of(certificate, algorithm);
  const { protectedHeader: header, payload: claims } = await jwtVerify(jwt, key, {
    algorithms: [algorithm],
    audience,
    issuer,
    subject: issuer,
    requiredClaims: ['exp', 'iat', 'jti'],
    typ: type,
    clockTolerance: 0,
  });
  const digest = (name) => createHash(name).update(raw).digest();
  const truth = {
    x5t: digest('sha1').toString('base64url'),
    'x5t#S256': digest('sha256').toString('base64url'),
  };
  for (const [name, value] of Object.entries(truth)) {
    if (name in header && header[name] !== value) throw new Error(`${name} is ${header[name]}, not ${value}`);
  }
  if ('x5c' in header && header.x5c[0] !== raw.toString('base64')) throw new Error('x5c is another certificate');
  return { header, claims };
}

const input = JSON.parse(readFileSync(process.argv[2] ?? 0, 'utf8'));
const output = [];
for (const one of input) {
  output.push(await verify(one).catch((error) => ({ error: `${error.code ?? error.name}: ${error.message}` })));
}
process.stdout.write(`${JSON.stringify(output)}\n`);
