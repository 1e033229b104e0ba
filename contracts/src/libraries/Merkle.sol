// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {Raw} from "./Raw.sol";

/// @title Merkle
/// @notice The position-bound tree of docs/commitment.md section 3: a level pairs its nodes from the left, an odd last node
/// goes up unchanged.
library Merkle {
    /// @notice The root over `count` leaves from `start`, computed in place: the leaves are overwritten.
    /// @param count At least 1; `start + count` not above the length.
    function rootInPlace(bytes32[] memory leaves, uint256 start, uint256 count) internal pure returns (bytes32) {
        // Proof: all positions are below start + count, which is not above the array's length.
        unchecked {
            while (count > 1) {
                uint256 pairs = count >> 1;
                uint256 from = start;
                for (uint256 to = start; to < start + pairs; ++to) {
                    Raw.put(leaves, to, Hashes.efficientKeccak256(Raw.get(leaves, from), Raw.get(leaves, from + 1)));
                    from += 2;
                }
                if (count & 1 == 1) {
                    Raw.put(leaves, start + pairs, Raw.get(leaves, from));
                    ++pairs;
                }
                count = pairs;
            }
            return Raw.get(leaves, start);
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
                leaf = index % 2 == 0
                    ? Hashes.efficientKeccak256(leaf, sibling)
                    : Hashes.efficientKeccak256(sibling, leaf);
            }
            index /= 2;
            count = (count + 1) / 2;
        }
        return used == siblings.length ? leaf : bytes32(0);
    }
}
