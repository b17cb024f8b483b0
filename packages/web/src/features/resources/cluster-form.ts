/** The form of a connected cluster: what is typed, what is sent, what must be said about it. Pure. */
import { type ClusterAuth, type ClusterCreate, type Environment, RestUrl } from '@liusu/contract/cluster';

export type AuthKind = ClusterAuth['kind'];

/** Engines that come with the platform, newest first. */
export const engineChoices = [
  { id: 'flink-2.2', title: 'Flink 2.2' },
  { id: 'flink-1.20', title: 'Flink 1.20 LTS' },
] as const;

export interface ClusterFormValues {
  name: string;
  restUrl: string;
  /** Empty: the one that fits the cluster. */
  engine: string;
  environment: Environment;
  authKind: AuthKind;
  user: string;
  password: string;
  token: string;
  caPem: string;
  tlsInsecure: boolean;
}

export const emptyClusterForm: ClusterFormValues = {
  name: '',
  restUrl: '',
  engine: '',
  environment: 'dev',
  authKind: 'none',
  user: '',
  password: '',
  token: '',
  caPem: '',
  tlsInsecure: false,
};

export type UrlProblem = 'missing' | 'scheme' | 'form' | 'credentials';

/** What is wrong with an address as typed; undefined when nothing is. */
export function urlProblem(typed: string): UrlProblem | undefined {
  const text = typed.trim();
  if (text === '') return 'missing';
  if (!/^https?:\/\//i.test(text)) return 'scheme';
  if (!RestUrl.safeParse(text).success || !URL.canParse(text)) return 'form';
  const url = new URL(text);
  return url.username === '' && url.password === '' ? undefined : 'credentials';
}

export function isHttps(restUrl: string): boolean {
  return /^https:\/\//i.test(restUrl.trim());
}

/** True when the credentials would travel readable by anybody on the way. */
export function sendsSecretInClear(values: Pick<ClusterFormValues, 'restUrl' | 'authKind'>): boolean {
  return values.authKind !== 'none' && /^http:\/\//i.test(values.restUrl.trim());
}

/** A certificate as text: begins and ends as PEM does. Empty is allowed: the system's authorities count then. */
export function isPem(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || /^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/.test(trimmed);
}

function authOf(values: ClusterFormValues): ClusterAuth {
  switch (values.authKind) {
    case 'none':
      return { kind: 'none' };
    case 'basic':
      return { kind: 'basic', user: values.user.trim(), password: values.password };
    case 'bearer':
      return { kind: 'bearer', token: values.token.trim() };
  }
}

/** What is sent. TLS settings count for https only; what belongs to another kind of credentials is left behind. */
export function toClusterCreate(values: ClusterFormValues): ClusterCreate {
  const https = isHttps(values.restUrl);
  const caPem = values.caPem.trim();
  return {
    name: values.name.trim(),
    restUrl: values.restUrl.trim().replace(/\/+$/, ''),
    ...(values.engine === '' ? {} : { engine: values.engine }),
    environment: values.environment,
    auth: authOf(values),
    ...(https && caPem !== '' ? { caPem } : {}),
    tlsInsecure: https && values.tlsInsecure,
  };
}
