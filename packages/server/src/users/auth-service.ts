/** Who is calling: login, sessions, API tokens. */
import type { ApiToken, User } from '@liusu/contract/user';

import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { words } from '../lib/words.ts';
import {
  type ApiTokenRow,
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  deleteTokenOf,
  extendSession,
  findSession,
  findTokenByHash,
  insertSession,
  insertToken,
  listTokensOf,
  markTokenUsed,
} from './credential-repository.ts';
import { LoginThrottle } from './login-throttle.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { hashSecret, newApiToken, newSecret } from './secret-token.ts';
import { findUser, findUserByName, toUser, updateUserRow } from './user-repository.ts';

const sessionMs = 12 * 3_600_000;
/** A session slides by a write; not at every request. */
const slideAfterMs = 10 * 60_000;
const tokenUseMs = 60_000;
const dayMs = 24 * 3_600_000;

export interface Credentials {
  sessionToken: string | undefined;
  bearer: string | undefined;
}

export interface Identity {
  user: User;
  via: 'session' | 'token';
  /** Empty for tokens: they need none. */
  csrfToken: string;
  expiresAt: string;
  /** True when the session was just prolonged: its cookie is to be sent again. */
  extended: boolean;
}

export interface NewSession {
  user: User;
  token: string;
  csrfToken: string;
  expiresAt: string;
}

export class AuthService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #throttle: LoginThrottle;
  /** Verified when the name is unknown, so that the time of the answer does not tell which names exist. */
  #decoyHash: Promise<string> | undefined;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#throttle = new LoginThrottle(clock);
  }

  /** Throws BAD_CREDENTIALS, RATE_LIMITED. */
  async login(name: string, password: string, address: string): Promise<NewSession> {
    this.#throttle.check(name, address);
    const db = this.#database.db;
    const row = await findUserByName(db, name);
    const right = await verifyPassword(password, row?.password_hash ?? (await this.#decoy()));
    if (!right || row === undefined || row.disabled === 1) {
      this.#throttle.failed(name, address);
      throw new LiusuError('BAD_CREDENTIALS', words('用户名或密码不正确', 'the name or the password is wrong'));
    }
    this.#throttle.succeeded(name, address);
    const nowMs = this.#clock.nowMs();
    const token = newSecret();
    const csrfToken = newSecret();
    const expiresAt = isoOf(nowMs + sessionMs);
    await deleteExpiredSessions(db, isoOf(nowMs));
    await insertSession(db, {
      token_hash: hashSecret(token),
      user_id: row.id,
      csrf_token: csrfToken,
      created_at: isoOf(nowMs),
      expires_at: expiresAt,
    });
    return { user: toUser(row), token, csrfToken, expiresAt };
  }

  async logout(sessionToken: string): Promise<void> {
    await deleteSession(this.#database.db, hashSecret(sessionToken));
  }

  /** Undefined when nothing proves the caller. A bearer token goes before a cookie. */
  async authenticate(credentials: Credentials): Promise<Identity | undefined> {
    if (credentials.bearer !== undefined) return this.#byToken(credentials.bearer);
    if (credentials.sessionToken !== undefined) return this.#bySession(credentials.sessionToken);
    return undefined;
  }

  /** Ends every other session of the person. Throws BAD_CREDENTIALS, RATE_LIMITED. */
  async changePassword(
    userId: string,
    current: string,
    next: string,
    session: { token: string | undefined; address: string },
  ): Promise<void> {
    const db = this.#database.db;
    const row = await findUser(db, userId);
    if (row === undefined)
      throw new LiusuError('NOT_FOUND', words('这个账号已不存在', 'the account does not exist any more'));
    this.#throttle.check(row.name, session.address);
    if (!(await verifyPassword(current, row.password_hash))) {
      this.#throttle.failed(row.name, session.address);
      throw new LiusuError('BAD_CREDENTIALS', words('当前密码不正确', 'the current password is wrong'));
    }
    const hash = await hashPassword(next);
    await this.#database.transaction(async (tx) => {
      await updateUserRow(tx, userId, { password_hash: hash });
      await deleteSessionsOf(tx, userId, session.token === undefined ? undefined : hashSecret(session.token));
    });
  }

  async listTokens(userId: string): Promise<ApiToken[]> {
    return (await listTokensOf(this.#database.db, userId)).map(toApiToken);
  }

  /** `expiresInDays` null: never. The secret is in the answer and nowhere else. */
  async createToken(
    userId: string,
    name: string,
    expiresInDays: number | null,
  ): Promise<ApiToken & { secret: string }> {
    const secret = newApiToken();
    const nowMs = this.#clock.nowMs();
    const row: ApiTokenRow = {
      id: newId('token'),
      user_id: userId,
      name,
      token_hash: hashSecret(secret),
      created_at: isoOf(nowMs),
      expires_at: expiresInDays === null ? null : isoOf(nowMs + expiresInDays * dayMs),
      last_used_at: null,
    };
    await insertToken(this.#database.db, row);
    return { ...toApiToken(row), secret };
  }

  /** Throws NOT_FOUND, also for the token of another person. */
  async deleteToken(userId: string, tokenId: string): Promise<void> {
    if (!(await deleteTokenOf(this.#database.db, userId, tokenId)))
      throw new LiusuError('NOT_FOUND', words(`没有令牌 ${tokenId}`, `there is no token ${tokenId}`));
  }

  #decoy(): Promise<string> {
    this.#decoyHash ??= hashPassword(newSecret());
    return this.#decoyHash;
  }

  async #byToken(secret: string): Promise<Identity | undefined> {
    const db = this.#database.db;
    const nowMs = this.#clock.nowMs();
    const token = await findTokenByHash(db, hashSecret(secret));
    if (token === undefined || (token.expires_at !== null && token.expires_at <= isoOf(nowMs))) return undefined;
    const user = await findUser(db, token.user_id);
    if (user === undefined || user.disabled === 1) return undefined;
    if (token.last_used_at === null || token.last_used_at < isoOf(nowMs - tokenUseMs))
      await markTokenUsed(db, token.id, isoOf(nowMs));
    return {
      user: toUser(user),
      via: 'token',
      csrfToken: '',
      expiresAt: token.expires_at ?? '9999-12-31T23:59:59.999Z',
      extended: false,
    };
  }

  async #bySession(sessionToken: string): Promise<Identity | undefined> {
    const db = this.#database.db;
    const nowMs = this.#clock.nowMs();
    const hash = hashSecret(sessionToken);
    const session = await findSession(db, hash);
    if (session === undefined || session.expires_at <= isoOf(nowMs)) return undefined;
    const user = await findUser(db, session.user_id);
    if (user === undefined || user.disabled === 1) return undefined;
    const extended = session.expires_at < isoOf(nowMs + sessionMs - slideAfterMs);
    const expiresAt = extended ? isoOf(nowMs + sessionMs) : session.expires_at;
    if (extended) await extendSession(db, hash, expiresAt);
    return { user: toUser(user), via: 'session', csrfToken: session.csrf_token, expiresAt, extended };
  }
}

function toApiToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
