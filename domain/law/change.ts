/** What the workflow of a change is started with. */
export interface ChangeInput {
  readonly change: number;
  /** In Chinese, e.g. `公布2027年工作日历（第1版）`. */
  readonly what: string;
  /** Where it goes on after it continued as new. */
  readonly reached?: Reached;
}

/** How far it is, for where it goes on. */
export interface Reached {
  /** Passes over all tickets that have begun. */
  readonly pass: number;
  /** Passes in a row that found nothing. */
  readonly quiet: number;
  /** Passes in a row after which no ticket more was bound. */
  readonly vain: number;
  /** Tickets that the present pass has found so far, and where it goes on. */
  readonly found: number;
  readonly page?: string;
}
