import type { EmulatorAccessKey } from './auth-options.ts';

/** After how many consecutive bad signatures a key is locked, and for how long (ms). */
export interface LockPolicy {
  readonly failures: number;
  readonly forMs: number;
}

/**
 * The access keys that are accepted, and their locks. States of a key: open, then (after `failures` consecutive bad
 * signatures) locked until a time; a good signature of an open key starts the count anew, a lock ends by itself.
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

  /** Whether the key is locked at `now` (epoch ms). */
  isLocked(accessKey: string, now: number): boolean {
    const until = this.#lockedUntil.get(accessKey);
    if (until === undefined) return false;
    if (now < until) return true;
    this.#lockedUntil.delete(accessKey);
    return false;
  }

  /** Counts a bad signature, and locks the key when it was one too many. */
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

  /** Replaces all keys, as a rotation does; locks and counts stay. */
  replace(keys: readonly EmulatorAccessKey[]): void {
    this.#keys = keys;
  }

  /** Lifts every lock and forgets every count. */
  unlock(): void {
    this.#failures.clear();
    this.#lockedUntil.clear();
  }
}
