/**
 * Who runs the router in its own process publishes on this `node:diagnostics_channel` when it waits no longer: answers under way then end
 * with an error that says so. Lambda never does.
 */
export const STOP = 'llm-platform.stop';
