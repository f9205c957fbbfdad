import { candidates } from '../../src/observables/candidates.ts';

const found = (text: string) => candidates(text).map(({ shape, value }) => `${shape} ${value}`);

const MD5 = '9b2cf535f27731c974343645a3985328';
const SHA1 = '5d41402abc4b2a76b9719d911017c592deadbeef';
const SHA256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae';

test.each([
  ['45.83.10.7', 'ip 45.83.10.7'],
  ['seen from (45.83.10.7).', 'ip 45.83.10.7'],
  ['45.83.10.7:8443', 'ip 45.83.10.7'],
  ['045.083.010.007', 'ip 45.83.10.7'],
  ['src=45.83.10.7/24', 'ip 45.83.10.7'],
  ['2001:db8::7', 'ipv6 2001:db8::7'],
  ['peer [2001:DB8::7]:443', 'ipv6 2001:db8::7'],
  ['src:2001:db8::7 dropped', 'ipv6 2001:db8::7'],
  ['::ffff:45.83.10.7', 'ipv6 ::ffff:45.83.10.7'],
  ['bad.example', 'domain bad.example'],
  ['BAD-NEWS.COM', 'domain bad-news.com'],
  ['mail.bad-news.co.uk.', 'domain mail.bad-news.co.uk'],
  ['_dmarc.bad-news.com', 'domain _dmarc.bad-news.com'],
  ['xn--80ak6aa92e.com', 'domain xn--80ak6aa92e.com'],
  ['abcdefghij234567.onion', 'domain abcdefghij234567.onion'],
  ['bad-news.com/login.php?u=1', 'domain bad-news.com'],
  ['//bad-news.com/x', 'domain bad-news.com'],
  ['registry.bad-news.com:5000/app', 'domain registry.bad-news.com'],
  ['scp x root@build.bad-news.com:/tmp/', 'domain build.bad-news.com'],
  ['q=bad-news.com%2Fx', 'domain bad-news.com'],
  ['url=http%3A%2F%2Fbad-news.com', 'domain bad-news.com'],
  ['http://bad.example', 'url http://bad.example'],
  ['HTTPS://BAD.example/A', 'url https://bad.example/A'],
  ['http://user:pw@bad.example:8080/x?y=1#z', 'url http://user:pw@bad.example:8080/x?y=1#z'],
  ['http://[2001:db8::7]:80/x', 'url http://[2001:db8::7]:80/x'],
  ['http://45.83.10.7/x', 'url http://45.83.10.7/x'],
  ['http://0x2d530a07/', 'url http://0x2d530a07/'],
  ['ftp://bad.example/a', 'url ftp://bad.example/a'],
  ['see:http://bad.example/', 'url http://bad.example/'],
  ['http://build.corp/x', 'url http://build.corp/x'],
  ['bob@bad.example', 'email bob@bad.example'],
  ['<bob.x+tag@bad.example>', 'email bob.x+tag@bad.example'],
  ['bob@[192.0.2.7]', 'email bob@[192.0.2.7]'],
  ['mailto:bob@bad.example', 'email bob@bad.example'],
  [`md5 ${MD5}.`, `md5 ${MD5}`],
  [SHA1.toUpperCase(), `sha1 ${SHA1}`],
  [`"${SHA256}"`, `sha256 ${SHA256}`],
  ['00:1B:44:11:3a:b7', 'mac_address 00:1b:44:11:3a:b7'],
  ['00-1B-44-11-3A-B7', 'mac_address 00-1b-44-11-3a-b7'],
  ['001b.4411.3ab7', 'mac_address 001b.4411.3ab7'],
  ['ran C:\\Users\\x\\invoice.pdf.exe twice', 'file_name invoice.pdf.exe'],
  [
    'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Run was set',
    'registry_key HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Run',
  ],
  ['HKEY_CURRENT_USER\\Software\\x.', 'registry_key HKEY_CURRENT_USER\\Software\\x'],
  ['Q2KN-AB12-CD34 is offline', 'meraki_node_sn Q2KN-AB12-CD34'],
  ['network L_646829496481105433', 'meraki_network_id L_646829496481105433'],
])('%j holds %j', (text, expected) => {
  expect(found(text)).toEqual([expected]);
});

describe('defanged by every habit', () => {
  test.each([
    ['hxxp://bad.example/x', 'url http://bad.example/x'],
    ['hXXps://bad[.]example/x', 'url https://bad.example/x'],
    ['h**p://bad.example', 'url http://bad.example'],
    ['htxp://bad.example', 'url http://bad.example'],
    ['hxxp[s]://bad.example', 'url https://bad.example'],
    ['[http]://bad.example', 'url http://bad.example'],
    ['hxxp[:]//bad[.]example', 'url http://bad.example'],
    ['hxxps[://]bad[.]example[/]x', 'url https://bad.example/x'],
    ['http:\\\\bad.example/x', 'url http://bad.example/x'],
    ['http:\\/\\/bad.example\\/x', 'url http://bad.example/x'],
    ['http: //bad.example/x', 'url http://bad.example/x'],
    ['http:///bad.example/x', 'url http://bad.example/x'],
    ['http__bad.example/x', 'url http://bad.example/x'],
    ['http://bad,com/', 'url http://bad.com/'],
    ['bad[.]example', 'domain bad.example'],
    ['bad(.)example', 'domain bad.example'],
    ['bad{.}example', 'domain bad.example'],
    ['bad<.>example', 'domain bad.example'],
    ['bad[dot]example', 'domain bad.example'],
    ['bad(DOT)example', 'domain bad.example'],
    ['bad{dot}example', 'domain bad.example'],
    ['bad [.] example', 'domain bad.example'],
    ['bad[ . ]example', 'domain bad.example'],
    ['bad dot example', 'domain bad.example'],
    ['bad DOT co DOT uk', 'domain bad.co.uk'],
    ['bad-dot-example', 'domain bad.example'],
    ['badDOTexample', 'domain bad.example'],
    ['bad/dot/example', 'domain bad.example'],
    ['bad . com', 'domain bad.com'],
    ['bad\\.example', 'domain bad.example'],
    ['bad\\(.\\)example', 'domain bad.example'],
    ['bad[.example', 'domain bad.example'],
    ['bad.]example', 'domain bad.example'],
    ['bad].[example', 'domain bad.example'],
    ['bad.[example]', 'domain bad.example'],
    ['bad[[.]]example', 'domain bad.example'],
    ['bad．example', 'domain bad.example'],
    ['bad。example', 'domain bad.example'],
    ['bad․example', 'domain bad.example'],
    ['ｂａｄ．ｅｘａｍｐｌｅ', 'domain bad.example'],
    ['bad【.】example', 'domain bad.example'],
    ['ba\u200Bd.ex\u00ADample', 'domain bad.example'],
    ['o\uFB03ce.example', 'domain office.example'],
    ['bad[.]py', 'domain bad.py'],
    ['1[.]2[.]3[.]4', 'ip 1.2.3.4'],
    ['1.2.3[.]4', 'ip 1.2.3.4'],
    ['1[.2.]3].[4', 'ip 1.2.3.4'],
    ['1 dot 2 dot 3 dot 4', 'ip 1.2.3.4'],
    ['1.2.3 . 4', 'ip 1.2.3.4'],
    ['1\u200B.2\u200B.3\u200B.4', 'ip 1.2.3.4'],
    ['2001[:]db8[:][:]7', 'ipv6 2001:db8::7'],
    ['bob[@]bad[.]example', 'email bob@bad.example'],
    ['bob(at)bad(dot)example', 'email bob@bad.example'],
    ['bob[ at ]bad[.]example', 'email bob@bad.example'],
    ['bob at bad dot example', 'email bob@bad.example'],
    ['bob/AT/bad/DOT/example', 'email bob@bad.example'],
    ['bob @ bad[.]example', 'email bob@bad.example'],
  ])('%j holds %j', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

describe('internationalised names', () => {
  test.each([
    ['büro-news.de', 'domain xn--bro-news-65a.de'],
    ['пример.рф', 'domain xn--e1afmkfd.xn--p1ai'],
    ['例え.com', 'domain xn--r8jz45g.com'],
    ['http://例え.com/x', 'url http://xn--r8jz45g.com/x'],
    ['bob@例え.com', 'email bob@xn--r8jz45g.com'],
    ['请访问bad-news.com下载', 'domain bad-news.com'],
  ])('%j holds %j', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

describe('where it ends', () => {
  test.each([
    ['(http://bad.example/a)', 'url http://bad.example/a'],
    ['http://bad.example/a_(b)', 'url http://bad.example/a_(b)'],
    ['http://bad.example/a...', 'url http://bad.example/a'],
    ['http://bad.example/a).', 'url http://bad.example/a'],
    ['`http://bad.example/a`', 'url http://bad.example/a'],
    ["'http://bad.example/a'", 'url http://bad.example/a'],
    ['"http://bad.example/a",', 'url http://bad.example/a'],
    ['<http://bad.example/a>', 'url http://bad.example/a'],
    ['[x](http://bad.example/a)', 'url http://bad.example/a'],
    ['“http://bad.example/a”', 'url http://bad.example/a'],
    ['http://bad.example/a、', 'url http://bad.example/a'],
    ['http://bad.example?', 'url http://bad.example'],
    ['http://bad.exampleです', 'url http://bad.example'],
    ['bad.example!!!', 'domain bad.example'],
    ['bad.example…', 'domain bad.example'],
    ['bad[.]example.Then we stopped', 'domain bad.example'],
    ['bad.example[.] is new', 'domain bad.example'],
  ])('%j holds %j', (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

test.each([
  ['1.2.3.4,5.6.7.8;bad.example', ['ip 1.2.3.4', 'ip 5.6.7.8', 'domain bad.example']],
  ['1.2.3.4-1.2.3.9', ['ip 1.2.3.4', 'ip 1.2.3.9']],
  ['http://a.example/x,http://b.example/y', ['url http://a.example/x', 'url http://b.example/y']],
  ['http://a.example,b.example', ['url http://a.example', 'domain b.example']],
  ['[a](https://a.example)[b](mailto:b@b.example)', ['url https://a.example', 'email b@b.example']],
  ['mail.bad.example[45.83.10.7]', ['domain mail.bad.example', 'ip 45.83.10.7']],
  [`${MD5}.exe`, [`file_name ${MD5}.exe`, `md5 ${MD5}`]],
  ['bad.example BAD.example bad[.]example', ['domain bad.example']],
  ['b.example a.example', ['domain b.example', 'domain a.example']],
])('%j holds all of %j, once each, in order', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

describe('ordinary talk stays silent', () => {
  test.each([
    'e.g. this, i.e. that ... and so on.Then what?',
    'v1.2.3 and 10.4.2, node v20.11.1, 1.2.3.4.5 and 999.1.1.1 and v1.2.3.4',
    '2024-05-01 10:30, 10:30:45, 16:9, 01.02.2024, 2024.01.02',
    'node.js and index.ts and setup.py and run.sh and README.md and main.rs:12 and archive.zip',
    'at Reader.read(Reader.java:478), java.util.Map.of(), this.state.name = event.target.id',
    'com.example.app.id and org.acme.tools.Main',
    'see src/lib/net.py, ./a/b.md and @scope/pkg.name',
    'commit 3f2a9bc1d4 and 7f3c2a10-5b7e-4c1d-9a53-0f2e8c9b1d44',
    'std::vector<int>, ::feature, a::b, x :: Int -> y, List.map f xs',
    '0f:e9:73:75:20:22:a6:06:ad:f2:a3:6e:34:5d:c0:ed',
    'the dot com boom, dot net, dot product, polka-dot-dress, look at me',
    'me @ work, @here, @bob.name, hi @channel!',
    'localhost:3000, http://localhost:8080/x, http://, https://?',
    '$12.50, 3.14, 1,000.00, +1 (555) 010-4477',
    'co.uk and .com and *.net are suffixes',
    ':smile: :+1: :100: ok...so (see above.)',
    'Mozilla/5.0 (X11) Chrome/120.0.0.0 Safari/537.36',
    '00000000000000000000000000000000 12345678901234567890123456789012',
    'C:\\Users\\x\\notes and HK-1, \\\\server\\share',
    '',
  ])('%j', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('a file ending that is also a top-level domain', () => {
  test.each([
    ['python setup.py', []],
    ['get.installer.setup.sh/run | bash', ['domain get.installer.setup.sh']],
    ['www.setup.py', ['domain www.setup.py']],
    ['http://setup.py/', ['url http://setup.py/']],
    ['setup[.]zip', ['domain setup.zip']],
    ['bob@setup.sh', ['email bob@setup.sh']],
  ])('%j holds %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

test('a URL over 2,000 characters loses its query, then the end of its path', () => {
  const long = 'a'.repeat(2500);
  expect(found(`http://bad.example/x?${long}`)).toEqual(['url http://bad.example/x']);
  expect(found(`http://bad.example/x/${long}`)).toEqual(['url http://bad.example/x/']);
});
