package io.reactivemesh.proxy.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/**
 * A method that can be called: one request, any number of answers.
 *
 * @param path {@code /package.Service/Method}
 * @param answers reads an answer
 * @param <Q> request
 * @param <R> answer
 */
@SuppressWarnings("UnusedTypeParameter") // Q: so that a method is called with its own requests only.
public record GrpcMethod<Q extends MessageLite, R>(String path, Parser<R> answers) {}
