#!/usr/bin/env node
// Plain JavaScript that every Node since 14 can read, so that an old one says what is wrong instead of a syntax error.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `xdr-chatops needs Node 24 or later; this is ${process.versions.node}.\n` +
      'In a checkout, "npm ci" brings the right one: start with "npx xdr-chatops" from there.\n',
  );
  process.exitCode = 78;
} else {
  await import('../src/command-line.ts');
}
