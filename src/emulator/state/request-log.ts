import type { Operation } from '../operation.ts';

/** One request to the emulated API and its outcome. */
export interface LoggedRequest {
  readonly seq: number;
  /** Epoch ms UTC by the emulator's clock. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly operation?: Operation;
  readonly alarmId?: string;
  /** Status that was sent; null when a fault sent none. */
  readonly status: number | null;
  /** Type of the applied fault, if any. */
  readonly fault?: string;
}

/** The latest 10,000 requests or a few more, kept only in memory. */
export class RequestLog {
  static readonly #KEEP = 10_000;
  #requests: LoggedRequest[] = [];
  #nextSeq = 1;

  record(request: Omit<LoggedRequest, 'seq'>): void {
    this.#requests.push({ seq: this.#nextSeq, ...request });
    this.#nextSeq += 1;
    if (this.#requests.length > RequestLog.#KEEP * 1.1) {
      this.#requests = this.#requests.slice(-RequestLog.#KEEP);
    }
  }

  /** Number of requests since the start or the last reset. */
  get total(): number {
    return this.#nextSeq - 1;
  }

  /** The latest `limit` requests, oldest first. */
  latest(limit: number): readonly LoggedRequest[] {
    return limit <= 0 ? [] : this.#requests.slice(-limit);
  }

  clear(): void {
    this.#requests = [];
    this.#nextSeq = 1;
  }
}
