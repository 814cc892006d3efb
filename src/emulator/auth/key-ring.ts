import type { EmulatorAccessKey } from './auth-options.ts';

/** Number of consecutive bad signatures that lock a key, and the length of the lock, ms. */
export interface LockPolicy {
  readonly failures: number;
  readonly forMs: number;
}

/**
 * The accepted access keys and their locks. A key is open until `failures` consecutive bad signatures lock it
 * for a time; then the lock ends by itself. A good signature of an open key starts the count from zero.
 *
 * @see API Signature Guide, error table: more than five consecutive failures lock a key for five minutes.
 */
export class KeyRing {
  readonly #policy: LockPolicy;
  #keys: readonly EmulatorAccessKey[];
  readonly #failures = new Map<string, number>();
  readonly #lockedUntil = new Map<string, number>();

  constructor(keys: readonly EmulatorAccessKey[], policy: LockPolicy) {
    this.#keys = keys;
    this.#policy = policy;
  }

  find(accessKey: string): EmulatorAccessKey | undefined {
    return this.#keys.find((key) => key.accessKey === accessKey);
  }

  /** True while the key is locked at `now` (epoch ms). */
  isLocked(accessKey: string, now: number): boolean {
    const until = this.#lockedUntil.get(accessKey);
    if (until === undefined) return false;
    if (now < until) return true;
    this.#lockedUntil.delete(accessKey);
    return false;
  }

  /** Counts a bad signature, and locks the key when the limit is reached. */
  recordFailure(accessKey: string, now: number): void {
    const failures = (this.#failures.get(accessKey) ?? 0) + 1;
    if (failures < this.#policy.failures) {
      this.#failures.set(accessKey, failures);
      return;
    }
    this.#failures.delete(accessKey);
    this.#lockedUntil.set(accessKey, now + this.#policy.forMs);
  }

  recordSuccess(accessKey: string): void {
    this.#failures.delete(accessKey);
  }

  /** Replaces all keys, as a rotation of keys does. Locks and counts stay. */
  replace(keys: readonly EmulatorAccessKey[]): void {
    this.#keys = keys;
  }

  /** Lifts every lock and forgets every count. */
  unlock(): void {
    this.#failures.clear();
    this.#lockedUntil.clear();
  }
}
