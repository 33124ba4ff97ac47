/** Kubernetes objects, rendered from one values record. Printed by {@code mesh install}; asks nothing of a cluster. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.install;
