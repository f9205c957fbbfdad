// Plain JavaScript, so that an old Node says what is wrong instead of stumbling over TypeScript.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 5)) {
  console.error(
    `xdr-chatops needs Node 24.5 or newer; this is ${process.versions.node}. ` +
      'Run it as `npm start` after `npm ci` (which brings the right Node along, unless --omit=dev or --ignore-scripts was given), or install Node 24.',
  );
  process.exit(78);
}
const { main } = await import('../src/main.ts');
await main(process.argv.slice(2));
