import { tacticNames } from '../incidents/tactics.ts';
import type { Behaviour } from './submission.ts';

/**
 * Techniques of MITRE ATT&CK (attack.mitre.org/techniques) that sandboxes meet most. A name for a number is a comfort:
 * numbers that are not here are shown as they are.
 */
const techniqueNames: Readonly<Record<string, string>> = {
  T1003: 'OS Credential Dumping',
  T1012: 'Query Registry',
  T1021: 'Remote Services',
  T1027: 'Obfuscated Files or Information',
  T1036: 'Masquerading',
  T1041: 'Exfiltration Over C2 Channel',
  T1047: 'Windows Management Instrumentation',
  T1053: 'Scheduled Task/Job',
  T1055: 'Process Injection',
  T1056: 'Input Capture',
  T1057: 'Process Discovery',
  T1059: 'Command and Scripting Interpreter',
  T1070: 'Indicator Removal',
  T1071: 'Application Layer Protocol',
  T1082: 'System Information Discovery',
  T1083: 'File and Directory Discovery',
  T1105: 'Ingress Tool Transfer',
  T1112: 'Modify Registry',
  T1129: 'Shared Modules',
  T1140: 'Deobfuscate/Decode Files or Information',
  T1204: 'User Execution',
  T1218: 'System Binary Proxy Execution',
  T1486: 'Data Encrypted for Impact',
  T1490: 'Inhibit System Recovery',
  T1497: 'Virtualization/Sandbox Evasion',
  T1543: 'Create or Modify System Process',
  T1547: 'Boot or Logon Autostart Execution',
  T1562: 'Impair Defenses',
  T1566: 'Phishing',
  T1573: 'Encrypted Channel',
};

const tactics = new Set(Object.values(tacticNames).map((name) => name.toLowerCase()));

/**
 * Tactics and techniques that indicators name, worst indicator first, without repeats. Threat Grid's answer has no field
 * for them (dossier §9.2): they are told where a category or a tag is a tactic's name or number, or a technique's number.
 * Anything else stays a category.
 */
export function techniquesOf(behaviours: readonly Behaviour[]): Readonly<{ tactics: string[]; techniques: string[] }> {
  const named = behaviours.flatMap(({ categories, tags }) => [...categories, ...tags]).map((one) => one.trim());
  return { tactics: distinct(named.flatMap(tacticIn)), techniques: distinct(named.flatMap(techniqueIn)) };
}

function tacticIn(word: string): string[] {
  const number = word.toUpperCase();
  if (Object.hasOwn(tacticNames, number)) return [tacticNames[number] ?? number];
  const plain = word.toLowerCase().replace(/[-_]/g, ' ');
  if (!tactics.has(plain)) return [];
  return [Object.values(tacticNames).find((name) => name.toLowerCase() === plain) ?? plain];
}

function techniqueIn(word: string): string[] {
  const [number, parent = ''] = /^(T\d{4})(?:\.\d{3})?$/i.exec(word) ?? [];
  if (number === undefined) return [];
  const name = Object.hasOwn(techniqueNames, parent.toUpperCase()) ? techniqueNames[parent.toUpperCase()] : undefined;
  return [name ? `${name} (${number.toUpperCase()})` : number.toUpperCase()];
}

const distinct = (all: readonly string[]): string[] => [...new Set(all)];
