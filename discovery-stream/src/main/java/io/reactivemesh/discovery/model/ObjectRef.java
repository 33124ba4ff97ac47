package io.reactivemesh.discovery.model;

/**
 * The Kubernetes object behind an answer.
 *
 * @param group API group, {@code core} for the core group; never empty
 * @param port service port, 0 = none
 */
public record ObjectRef(String group, String kind, String namespace, String name, int port) {}
