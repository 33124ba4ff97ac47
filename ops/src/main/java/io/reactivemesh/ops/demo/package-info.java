/**
 * {@code mesh demo}: pods described by a folder of manifests become processes on this machine, each with a real proxy beside it, under a
 * real control plane. Called by the command line only.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.demo;
