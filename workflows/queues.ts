// Where activities wait for a hand. What is a ticket's own stays on the queue of its workflow; what may take long or come in floods
// waits apart, with slots of its own, so that a ticket's record waits for neither.

/** Messages to units: a receiver may take its time. */
export const DELIVERIES = 'huiyin-deliveries';
/** Sweeps and changes: they go on for minutes. */
export const SWEEPS = 'huiyin-sweeps';
