import { inspectText } from '../../demo/xdr/inspect.ts';

const found = (text: string) => inspectText(text).map(({ type, value }) => `${type} ${value}`);

test.each([
  ['45.83.10.7', ['ip 45.83.10.7']],
  ['2001:db8::7', ['ipv6 2001:db8::7']],
  ['http://bad.example/x?y=1', ['url http://bad.example/x?y=1']],
  ['bob@bad.example', ['email bob@bad.example']],
  ['bad.example', ['domain bad.example']],
  ['xn--e1afmkfd.xn--p1ai', ['domain xn--e1afmkfd.xn--p1ai']],
  ['9b2cf535f27731c974343645a3985328', ['md5 9b2cf535f27731c974343645a3985328']],
  ['00:1b:44:11:3a:b7', ['mac_address 00:1b:44:11:3a:b7']],
  ['001b.4411.3ab7', ['mac_address 001b.4411.3ab7']],
  ['HKLM\\Software\\x', ['registry_key HKLM\\Software\\x']],
  ['invoice.exe', ['file_name invoice.exe']],
  ['node.js v1.2.3 hello', []],
  ['hxxp://bad[.]example 1.2.3[.]4', []],
  ['', []],
])('%j holds %j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('the answer is a set, not in the order of the text', () => {
  const answer = found('1.2.3.4 foo bar bad.example\nbad.example 1.2.3.4');
  expect([...answer].sort()).toEqual(['domain bad.example', 'ip 1.2.3.4']);
  expect(answer).not.toEqual(['ip 1.2.3.4', 'domain bad.example']);
});
