/** Where Slack answers from: its own domains (GovSlack's too), and the origin that the settings name for its API. */
export type SlackHosts = Readonly<{ isSlackAddress: (url: URL) => boolean; isSlackFile: (url: URL) => boolean }>;

const domains = ['slack.com', 'slack-gov.com', 'slack-files.com'];

export function createSlackHosts(apiUrl: string): SlackHosts {
  const configured = new URL(apiUrl).origin;
  const isSlack = ({ protocol, hostname, port }: URL): boolean =>
    protocol === 'https:' &&
    port === '' &&
    domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
  const isOurs = (url: URL): boolean => !url.username && !url.password && (url.origin === configured || isSlack(url));
  return { isSlackAddress: isOurs, isSlackFile: isOurs };
}
