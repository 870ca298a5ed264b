import { type AwsCredentials, presignAws } from '../../aws-signature.ts';
import { VectorError } from '../vector-database.ts';

/** Where a Postgres is and who asks. */
export interface PostgresPlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** How the user is let in: by IAM, by the password in a secret, or by the server's own rules. */
  readonly login: 'iam' | 'none' | { readonly secret: string };
  /** The server's certificate is checked, its name too. */
  readonly tls: boolean;
}

const DEFAULT_PORT = 5_432;
const FORMS = 'postgres:<host>:<port>/<database>?user=<user> (IAM) or postgres://<user>@<host>:<port>/<database>?secret=<name>';

/**
 * Reads what follows `postgres:` in a locator: `<host>:<port>/<database>?user=<user>` for a user whom IAM lets in, or the URL
 * `//<user>@<host>:<port>/<database>`, with `?secret=<name>` for a password. Only a server on this machine is spoken to without TLS.
 *
 * @throws VectorError that never shows a password
 */
export function postgresPlace(rest: string): PostgresPlace {
  const iam = !rest.startsWith('//');
  const text = `postgres:${iam ? '//' : ''}${rest}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.password) throw new VectorError(['the locator of Postgres holds a password; name a secret that does: ?secret=<name>']);
  const { user: named, secret, ...unknown } = Object.fromEntries(url?.searchParams ?? []);
  const user = iam ? named : decodeURIComponent(url?.username ?? '');
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  const odd = Object.keys(unknown).length > 0 || (iam ? secret !== undefined || url?.username : named !== undefined);
  if (!url?.hostname || !user || !database || odd)
    throw new VectorError([`the locator of Postgres is 'postgres:${rest}'; write ${FORMS}`]);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const local = ['localhost', '127.0.0.1', '::1'].includes(host);
  const login = iam ? 'iam' : secret === undefined ? 'none' : { secret };
  return { host, port: Number(url.port || DEFAULT_PORT), database, user, login, tls: iam || !local };
}

/** RDS takes a token for so long; a connection that it opened stays. */
const SECONDS = 900;

/** The password by which RDS lets in whom IAM allows `rds-db:connect`: a request that is signed and never sent, without its scheme. */
export function rdsToken(
  { host, port, user }: Pick<PostgresPlace, 'host' | 'port' | 'user'>,
  region: string,
  credentials: AwsCredentials,
  date: Date,
): string {
  const url = new URL(`https://${host}:${port}/`);
  url.searchParams.set('Action', 'connect');
  url.searchParams.set('DBUser', user);
  return presignAws(url, credentials, { service: 'rds-db', region }, date, SECONDS).slice('https://'.length);
}
