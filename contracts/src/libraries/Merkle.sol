// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";

/// @title Merkle
/// @notice The position-bound tree of docs/commitment.md section 3: a level pairs its nodes from the left, an odd last node
/// goes up unchanged.
library Merkle {
    /// @notice The hash of an inner node, apart from every leaf by its first byte.
    function node(bytes32 left, bytes32 right) internal pure returns (bytes32 hash) {
        // The packed bytes are given back at once: nothing points to them after the hash.
        Memory.Pointer free = Memory.getFreeMemoryPointer();
        hash = keccak256(abi.encodePacked(bytes1(0x01), left, right));
        Memory.unsafeSetFreeMemoryPointer(free);
    }

    /// @notice The root over `count` leaves from `start`, computed in place: the leaves are overwritten.
    /// @param count At least 1.
    function rootInPlace(bytes32[] memory leaves, uint256 start, uint256 count) internal pure returns (bytes32) {
        // Proof: all positions are below start + count, which is not above the array's length.
        unchecked {
            while (count > 1) {
                uint256 pairs = count >> 1;
                uint256 from = start;
                for (uint256 to = start; to < start + pairs; ++to) {
                    leaves[to] = node(leaves[from], leaves[from + 1]);
                    from += 2;
                }
                if (count & 1 == 1) {
                    leaves[start + pairs] = leaves[from];
                    ++pairs;
                }
                count = pairs;
            }
            return leaves[start];
        }
    }

    /// @notice The root that a leaf and its siblings give, from the leaf up; zero when the path does not fit the position.
    /// @param siblings One a level, none at a level where the node goes up unchanged.
    function rootFromPath(bytes32 leaf, uint256 index, uint256 count, bytes32[] calldata siblings)
        internal
        pure
        returns (bytes32)
    {
        if (index >= count) return 0;
        uint256 used = 0;
        while (count > 1) {
            bool goesUp = index == count - 1 && count % 2 == 1;
            if (!goesUp) {
                if (used == siblings.length) return 0;
                bytes32 sibling = siblings[used++];
                leaf = index % 2 == 0 ? node(leaf, sibling) : node(sibling, leaf);
            }
            index /= 2;
            count = (count + 1) / 2;
        }
        return used == siblings.length ? leaf : bytes32(0);
    }
}
