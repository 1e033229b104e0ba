// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {Place, Raw} from "./Raw.sol";

/// @title Merkle
/// @notice The position-bound tree of docs/commitment.md section 3: a level pairs its nodes from the left, an odd last node
/// goes up unchanged.
library Merkle {
    /// @notice The root over leaves, computed in place: they are overwritten.
    /// @param leaves At least one.
    function rootInPlace(bytes32[] memory leaves) internal pure returns (bytes32) {
        for (uint256 count = leaves.length; count > 1; count = (count + 1) / 2) {
            for (uint256 i = 0; i < count / 2; ++i) {
                leaves[i] = Hashes.efficientKeccak256(leaves[2 * i], leaves[2 * i + 1]);
            }
            if (count % 2 == 1) leaves[count / 2] = leaves[count - 1];
        }
        return leaves[0];
    }

    /// @notice The roots over leaves that stand from two places on, apart from each other, computed in place: they are overwritten. The trees have
    /// the same shape, so they are climbed together.
    /// @param count At least 1; so many leaves from each place on.
    function rootsInPlace(Place leaves, Place others, uint256 count) internal pure returns (bytes32, bytes32) {
        // Proof: a count is halved. A level has its places from the first on, below the count of the leaves; where it has an
        // odd last node, `from` is there in the end.
        unchecked {
            while (count > 1) {
                Place from = leaves;
                Place to = from;
                Place end = Raw.skip(to, count >> 1);
                Place otherFrom = others;
                Place otherTo = otherFrom;
                while (end > to) {
                    Raw.put(to, uint256(Raw.hashPair(from)));
                    Raw.put(otherTo, uint256(Raw.hashPair(otherFrom)));
                    from = Raw.skip(from, 2);
                    to = Raw.skip(to, 1);
                    otherFrom = Raw.skip(otherFrom, 2);
                    otherTo = Raw.skip(otherTo, 1);
                }
                if (count & 1 == 1) {
                    Raw.put(to, Raw.get(from));
                    Raw.put(otherTo, Raw.get(otherFrom));
                }
                count = (count + 1) >> 1;
            }
        }
        return (bytes32(Raw.get(leaves)), bytes32(Raw.get(others)));
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
