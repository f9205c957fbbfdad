import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';

/**
 * A self-signed certificate for one host name, made here because a CI machine may have no openssl: X.509 version 3
 * (RFC 5280), P-256, ecdsa-with-SHA256, good for an hour either side of now.
 */
export function createSelfSignedCertificate(host: string): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = toBeSigned(host, publicKey);
  const signature = createSign('SHA256').update(signed).sign(privateKey);
  const der = sequence(signed, sequence(ecdsaWithSha256), bitString(signature));
  const base64 = der.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}

function toBeSigned(host: string, publicKey: KeyObject): Buffer {
  const commonName = sequence(oid(2, 5, 4, 3), tag(0x0c, Buffer.from(host)));
  const name = sequence(tag(0x31, commonName));
  const hour = 3_600_000;
  const altName = sequence(oid(2, 5, 29, 17), octets(sequence(tag(0x82, Buffer.from(host)))));
  const authority = sequence(oid(2, 5, 29, 19), octets(sequence(tag(0x01, Buffer.from([0xff])))));
  return sequence(
    tag(0xa0, integer(2)),
    integer(1),
    sequence(ecdsaWithSha256),
    name,
    sequence(utcTime(Date.now() - hour), utcTime(Date.now() + hour)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tag(0xa3, sequence(altName, authority)),
  );
}

const tag = (number: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([number, ...length]), body]);
};
const sequence = (...parts: Buffer[]) => tag(0x30, ...parts);
const integer = (value: number) => tag(0x02, Buffer.from([value]));
const octets = (body: Buffer) => tag(0x04, body);
const bitString = (body: Buffer) => tag(0x03, Buffer.from([0]), body);
const utcTime = (at: number) =>
  tag(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`));

/** An object identifier; each number after the second may take several bytes of seven bits. */
function oid(first: number, second: number, ...rest: number[]): Buffer {
  const bytes = rest.flatMap((value) => {
    const groups = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tag(0x06, Buffer.from([first * 40 + second, ...bytes]));
}
const ecdsaWithSha256 = oid(1, 2, 840, 10045, 4, 3, 2);
