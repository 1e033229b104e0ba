// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice docs/commitment.md once more, written slowly and apart from src/: the tests compare the two.
library Encoder {
    struct Line {
        uint40 charge;
        uint40 allowed;
        uint8 class;
    }

    struct Claim {
        bytes32 contentHash;
        uint64 coverageYear;
        uint24 serviceDay;
        bytes32 reasonsHash;
        Line[] lines;
        bool isBare;
    }

    struct Submission {
        uint32 provider;
        Claim[] claims;
    }

    function receiptLeaf(Claim memory claim) internal pure returns (bytes32) {
        bytes memory charges;
        for (uint256 i = 0; i < claim.lines.length; ++i) {
            charges = bytes.concat(charges, bytes5(claim.lines[i].charge));
        }
        return keccak256(
            bytes.concat(
                hex"00",
                claim.contentHash,
                bytes8(claim.coverageYear),
                bytes3(claim.serviceDay),
                bytes1(uint8(claim.lines.length)),
                charges
            )
        );
    }

    function determinationLeaf(Claim memory claim, bytes memory result) internal pure returns (bytes32) {
        return keccak256(bytes.concat(hex"02", receiptLeaf(claim), claim.reasonsHash, result));
    }

    function leaves(Submission memory submission) internal pure returns (bytes32[] memory all) {
        all = new bytes32[](submission.claims.length);
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = receiptLeaf(submission.claims[i]);
        }
    }

    function submissionNode(uint32 provider, uint16 first, uint16 count, bytes32 root) internal pure returns (bytes32) {
        return keccak256(bytes.concat(hex"03", bytes4(provider), bytes2(first), bytes2(count), root));
    }

    /// @dev Level by level into new arrays.
    function rootOf(bytes32[] memory level) internal pure returns (bytes32) {
        while (level.length > 1) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                next[i] = 2 * i + 1 == level.length
                    ? level[2 * i]
                    : keccak256(bytes.concat(hex"01", level[2 * i], level[2 * i + 1]));
            }
            level = next;
        }
        return level[0];
    }

    /// @dev The siblings of a leaf, from the leaf up, none where a node goes up unchanged.
    function pathOf(bytes32[] memory level, uint256 index) internal pure returns (bytes32[] memory path) {
        while (level.length > 1) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                next[i] = 2 * i + 1 == level.length
                    ? level[2 * i]
                    : keccak256(bytes.concat(hex"01", level[2 * i], level[2 * i + 1]));
            }
            if (index ^ 1 < level.length) path = append(path, level[index ^ 1]);
            level = next;
            index /= 2;
        }
    }

    function append(bytes32[] memory list, bytes32 last) internal pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) {
            longer[i] = list[i];
        }
        longer[list.length] = last;
    }

    function lineBytes(Line[] memory lines) internal pure returns (bytes memory encoded) {
        for (uint256 i = 0; i < lines.length; ++i) {
            encoded = bytes.concat(encoded, bytes5(lines[i].charge), bytes5(lines[i].allowed), bytes1(lines[i].class));
        }
    }

    function wholeClaim(Claim memory claim, uint16 coverage) internal pure returns (bytes memory) {
        return bytes.concat(
            hex"01",
            claim.contentHash,
            bytes2(coverage),
            bytes3(claim.serviceDay),
            claim.reasonsHash,
            bytes1(uint8(claim.lines.length)),
            lineBytes(claim.lines)
        );
    }

    function bareClaim(bytes32 leaf) internal pure returns (bytes memory) {
        return bytes.concat(hex"00", leaf);
    }
}
