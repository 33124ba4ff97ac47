/**
 * Network namespaces that this process makes for pods, and the cables between them. Linux, root. Called by the demo, the benchmark and
 * tests.
 *
 * <p>Nothing here has a name in the file system or touches the machine's own network: a namespace and its cables live as long as the processes
 * inside, and those are on a leash. So there is nothing to clean up, however we end.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.netns;
