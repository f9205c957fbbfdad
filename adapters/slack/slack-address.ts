/** True for what Slack itself serves: its own domains (GovSlack's too), and the origin that the settings name for its API. */
export type IsSlackAddress = (url: URL) => boolean;

const domains = ['slack.com', 'slack-gov.com', 'slack-files.com'];

export function createIsSlackAddress(apiUrl: string): IsSlackAddress {
  const configured = new URL(apiUrl).origin;
  const isSlack = ({ protocol, hostname, port }: URL): boolean =>
    protocol === 'https:' &&
    port === '' &&
    domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  return (url) => !url.username && !url.password && (url.origin === configured || isSlack(url));
}
