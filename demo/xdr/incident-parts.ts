/* What several incidents are made of. */
import type { Observable } from '../../src/observables/observable.ts';
import { DEMO_USERS } from './users.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const [alex, robin, sam, kim, lee, ana] = DEMO_USERS.map(({ id }) => id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];

export const domain = (value: string): Observable => ({ type: 'domain', value });
export const ip = (value: string): Observable => ({ type: 'ip', value });
export const host = (value: string, os: string, ...more: readonly Observable[]) => ({
  os,
  observables: [{ type: 'hostname', value }, ...more],
});
/** The observables and devices of the other stories. */
export const BAD_DOMAIN = domain('internetbadguys.com');
export const BAD_ADDRESS = ip('45.83.10.7');
export const EICAR: Observable = {
  type: 'sha256',
  value: '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f',
};
export const WORKSTATION = host('ws-042.example.com', 'Windows 11', ip('203.0.113.42'));
export const LAPTOP = host('lt-007.example.com', 'macOS 15');
export const MAIL = host('mail-01.example.com', 'Linux', ip('203.0.113.25'));

export const T = {
  web: { id: 'T1102', title: 'Web Service', tactic: 'TA0011', phase: 'command-and-control' },
  phishing: { id: 'T1566.002', title: 'Spearphishing Link', tactic: 'TA0001', phase: 'initial-access' },
  accounts: { id: 'T1078', title: 'Valid Accounts', tactic: 'TA0001', phase: 'initial-access' },
  script: { id: 'T1059.001', title: 'PowerShell', tactic: 'TA0002', phase: 'execution' },
  force: { id: 'T1110', title: 'Brute Force', tactic: 'TA0006', phase: 'credential-access' },
  exfiltration: { id: 'T1041', title: 'Exfiltration Over C2 Channel', tactic: 'TA0010', phase: 'exfiltration' },
  shares: { id: 'T1021.002', title: 'SMB/Windows Admin Shares', tactic: 'TA0008', phase: 'lateral-movement' },
  encrypt: { id: 'T1486', title: 'Data Encrypted for Impact', tactic: 'TA0040', phase: 'impact' },
} as const;

export const analytics = { source: 'Cisco XDR Analytics', detectedBy: ['Cisco XDR Analytics', 'Secure Endpoint'] };
