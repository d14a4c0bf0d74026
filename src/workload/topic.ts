/** The topic of every workload. */
export const workloadTopic = "orders";
