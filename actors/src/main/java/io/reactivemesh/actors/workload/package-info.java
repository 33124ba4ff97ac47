/** The state of one workload: what is known of a pod or an external workload. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.workload;
