/**
 * The Kubernetes API as a source of documents: lists and watches what the translator reads, keeps nothing but facts. Whoever composes a
 * control plane starts a {@link io.reactivemesh.actors.kube.KubernetesSource}; nobody else calls in.
 *
 * <p>For each kind a fabric8 informer keeps the store, over a {@code ListAndWatch} that does what informers leave open: retries with
 * jitter, watches that resume, are found silent and replaced, kinds that the cluster does not have. Objects are trimmed while they are
 * parsed ({@code ObjectJson}) and become facts before they reach a store. {@code Changes} joins what arrives in bursts, translates it and
 * tells the sink. {@code Audit} compares now and then, and repairs.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.kube;
