/**
 * An address that a link may lead to: https, without a user name, at most `longest` characters; else undefined. Written as
 * RFC 3986 has it, since URL leaves some characters that not every client takes.
 */
export function liveAddress(url: string, longest: number): string | undefined {
  if (url.length > longest || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' || parsed.username || parsed.password || parsed.host.startsWith('['))
    return undefined;
  const address = `${parsed.origin}${parsed.pathname}${parsed.search}${parsed.hash.replace(/(?<!^)#/g, '%23')}`
    .replace(/%(?![\da-f]{2})/gi, '%25')
    .replace(/[^\w\-.~:/?#@!$&'()*+,;=%]/g, encodeURIComponent);
  return address.length <= longest ? address : undefined;
}
