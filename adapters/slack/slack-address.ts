/** True for what Slack itself serves: its own domains (GovSlack's too), and the origin that the settings name for its API. */
export type IsSlackAddress = (url: URL) => boolean;

const domains = ['slack.com', 'slack-gov.com', 'slack-files.com'];

const isPlainHttps = ({ protocol, port }: URL): boolean => protocol === 'https:' && port === '';

export function createIsSlackAddress(apiUrl: string): IsSlackAddress {
  const configured = new URL(apiUrl).origin;
  const isSlack = (url: URL): boolean =>
    isPlainHttps(url) && domains.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  return (url) => !url.username && !url.password && (url.origin === configured || isSlack(url));
}

const fileHosts = ['files.slack.com', 'files.slack-gov.com'];

/** True where Slack keeps files, which the token opens; of another API than Slack's own, its origin. */
export function createIsFileAddress(apiUrl: string): IsSlackAddress {
  const { origin, hostname } = new URL(apiUrl);
  const isSlacks = domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  return (url) =>
    !url.username &&
    !url.password &&
    ((isPlainHttps(url) && fileHosts.includes(url.hostname)) || (!isSlacks && url.origin === origin));
}
