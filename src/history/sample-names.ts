/** Counts of the resources that a bus holds, on the server and in this process, one sample for each round. */
export const censusSample = "census";

/**
 * The same counts, in further rounds that confirm growth or refute it. The bus handled many messages before
 * them, so that what it bounds has reached its bound.
 */
export const confirmingCensusSample = "confirming-census";

/** The bytes that passed the link of a role, sampled once its connections are closed. */
export const trafficSample = "traffic";
export const bytesToServerValue = "bytesToServer";
export const bytesToClientValue = "bytesToClient";

/** How long the event loop of the harness was blocked: the value `eventLoopDelayMs` of this sample. */
export const harnessSample = "harness";
export const eventLoopDelayValue = "eventLoopDelayMs";
/** The longest time for which no timer ran, in the same sample. It also counts a standstill that has just ended. */
export const standstillValue = "standstillMs";

/** The connections of a role after its bus was closed: still open, and opened since. */
export const leftoverSample = "leftovers";
export const openAfterCloseValue = "openAfterClose";
export const openedAfterCloseValue = "openedAfterClose";

/**
 * The work of the main thread in a part of a time in which a bus had nothing to do: for how long its event loop did not wait
 * for anything, and how much processor time the thread used.
 */
export const idleWorkSample = "idle-work";
export const activeValue = "activeMs";
export const processorValue = "processorMs";
/** The connections of a role that failed to open, and the time in which they were tried. */
export const failedConnectsSample = "failed-connects";
export const failedConnectsValue = "failedConnects";
/** The length of the time that one of these two samples covers. */
export const spanValue = "spanMs";

/** The number of elements in each list, set and hash of the run after the drain, by key without the namespace. */
export const sizesSample = "sizes";
