/** A real Kubernetes API server, for the tests that need one. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.kube;
