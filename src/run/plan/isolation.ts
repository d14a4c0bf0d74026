/** The roles that have a process of their own: none, the subscribers, or every role. */
export type Isolation = "none" | "subscribers" | "every-role";
