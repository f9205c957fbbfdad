import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What is installed to serve: exact versions, licences that nobody has to ask about. */
const root = resolve(import.meta.dirname, '..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const manifest = read('package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>>;
const lock = read('package-lock.json') as { packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }> };
const served = Object.entries(lock.packages).filter(
  ([path, { dev }]) => path !== '' && !dev && existsSync(join(root, path, 'package.json')),
);

test('every version is exact', () => {
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('what serves is under MIT, Apache-2.0, BSD, ISC, MPL-2.0 or BlueOak', () => {
  const clean = /^(MIT|Apache-2\.0|BSD-[23]-Clause|ISC|MPL-2\.0|BlueOak-1\.0\.0|0BSD|\(MIT OR CC0-1\.0\))$/;
  const others = served
    .map(([path]) => [path, String(read(join(path, 'package.json')).license)])
    .filter(([, licence]) => !clean.test(licence!));
  expect(served.length).toBeGreaterThan(50);
  expect(others).toEqual([]);
});

test('nothing that serves runs a script when it is installed', () => {
  expect(served.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});
