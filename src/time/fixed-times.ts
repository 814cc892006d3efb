/** Times that no setting changes, and that several rooms must agree on. All in ms. */

/** Time for which an ended series or incident is remembered, so that a straggler of it is recognised. */
export const ENDED_KEPT_MS = 48 * 3_600_000;

/** Extra time for which an incident still open in COC is followed: 31 days in all, as long as COC keeps it. */
export const OPEN_FOLLOWED_MS = 29 * 86_400_000;

/** Longest wait that a server may ask for, and the wait of an entry for which the dead letters are full. */
export const LONGEST_ASKED_WAIT_MS = 15 * 60_000;
