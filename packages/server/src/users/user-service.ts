/** Accounts, managed by administrators. */
import type { User, UserCreate, UserUpdate } from '@liusu/contract/user';

import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/to-database-error.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { words } from '../lib/words.ts';
import { deleteSessionsOf } from './credential-repository.ts';
import { hashPassword } from './password.ts';
import {
  countActiveAdmins,
  findUser,
  insertUser,
  listUsers,
  lockAdmins,
  toUser,
  updateUserRow,
} from './user-repository.ts';

export class UserService {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async list(): Promise<User[]> {
    return (await listUsers(this.#database.db)).map(toUser);
  }

  /** Throws NAME_TAKEN. */
  async create(input: UserCreate): Promise<User> {
    const row = {
      id: newId('user'),
      name: input.name,
      display_name: input.displayName ?? '',
      password_hash: await hashPassword(input.password),
      admin: input.admin === true ? 1 : 0,
      disabled: 0,
      created_at: isoOf(this.#clock.nowMs()),
    };
    try {
      await insertUser(this.#database.db, row);
    } catch (error) {
      if (isUniqueViolation(error))
        throw new LiusuError(
          'NAME_TAKEN',
          words(`已经有名为 ${input.name} 的用户`, `there is already a user ${input.name}`),
          {
            params: { name: input.name },
            cause: error,
          },
        );
      throw error;
    }
    return toUser(row);
  }

  /** Throws NOT_FOUND, and CONFLICT when no administrator would be left. */
  async update(id: string, change: UserUpdate): Promise<User> {
    const hash = change.password === undefined ? undefined : await hashPassword(change.password);
    return this.#database.transaction(async (tx) => {
      await lockAdmins(tx);
      await updateUserRow(tx, id, {
        ...(change.displayName === undefined ? {} : { display_name: change.displayName }),
        ...(hash === undefined ? {} : { password_hash: hash }),
        ...(change.admin === undefined ? {} : { admin: change.admin ? 1 : 0 }),
        ...(change.disabled === undefined ? {} : { disabled: change.disabled ? 1 : 0 }),
      });
      const row = await findUser(tx, id);
      if (row === undefined) throw new LiusuError('NOT_FOUND', words(`没有用户 ${id}`, `there is no user ${id}`));
      if ((await countActiveAdmins(tx)) === 0)
        throw new LiusuError(
          'CONFLICT',
          words(
            '不能停用最后一位管理员，也不能取消其管理员权限',
            'the last administrator cannot be turned off or lose that right',
          ),
        );
      if (hash !== undefined || change.disabled === true) await deleteSessionsOf(tx, id, undefined);
      return toUser(row);
    });
  }
}
