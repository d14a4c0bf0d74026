/** A count of what a bus holds on to, on the server and in this process, one for each round. */
export const censusSample = "census";

/** What went through the link of the role that took the sample, once its connections were closed. */
export const trafficSample = "traffic";
export const bytesToServerValue = "bytesToServer";
export const bytesToClientValue = "bytesToClient";

/** How late the harness's own event loop was: the value `eventLoopDelayMs` of a sample so named. */
export const harnessSample = "harness";
export const eventLoopDelayValue = "eventLoopDelayMs";
