// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CalldataReader} from "./CalldataReader.sol";

/// @title Lines
/// @notice The codec of adjudicated lines: 11 bytes handed in, `charge[5] ‖ allowed[5] ‖ class[1]`, and 31 bytes
/// determined, the same followed by `copay[5] ‖ deductible[5] ‖ coinsurance[5] ‖ paid[5]`.
library Lines {
    uint256 internal constant WIDTH = 11;

    /// @notice The class of a line that is denied by rule.
    uint256 internal constant DENIED = 255;

    uint256 private constant LINE = type(uint88).max;
    uint256 private constant CENTS = type(uint40).max;

    /// @notice Reads the lines that end at `end`, one a word.
    /// @param data Must hold them.
    /// @param into At least as long.
    function read(bytes calldata data, uint256 end, uint256 count, uint256[] memory into) internal pure {
        // Proof: the lines were found to be within data, so end is not below count * 11.
        unchecked {
            while (count > 0) {
                into[--count] = CalldataReader.before(data, end) & LINE;
                end -= WIDTH;
            }
        }
    }

    function chargeOf(uint256 line) internal pure returns (uint256) {
        return line >> 48;
    }

    function allowedOf(uint256 line) internal pure returns (uint256) {
        return (line >> 8) & CENTS;
    }

    function classOf(uint256 line) internal pure returns (uint256) {
        return line & 0xff;
    }

    /// @notice A line's result. The shares are below 2^40, being parts of an amount of 40 bits.
    function determined(uint256 line, uint256 copay, uint256 deductible, uint256 coinsurance, uint256 paid)
        internal
        pure
        returns (uint256)
    {
        return (line << 160) | (copay << 120) | (deductible << 80) | (coinsurance << 40) | paid;
    }

    /// @notice What the plan pays, of a result.
    function paidOf(uint256 result) internal pure returns (uint256) {
        return result & CENTS;
    }

    /// @notice A line's result at nothing, under a class.
    function denied(uint256 line, uint256 class) internal pure returns (uint256) {
        return (((line >> 48) << 48) | class) << 160;
    }

    /// @notice The charges alone, five bytes a line.
    function packCharges(uint256[] memory lines, uint256 count) internal pure returns (bytes memory packed) {
        // Proof: i counts up to count, which is not above the length.
        unchecked {
            uint256 i = count % 4;
            packed = _packCharges(lines, i);
            for (; i < count; i += 4) {
                packed = abi.encodePacked(
                    packed, _charge(lines[i]), _charge(lines[i + 1]), _charge(lines[i + 2]), _charge(lines[i + 3])
                );
            }
        }
    }

    /// @notice Results as bytes, 31 a line.
    function packResults(uint256[] memory results, uint256 count) internal pure returns (bytes memory packed) {
        // Proof: i counts up to count, which is not above the length.
        unchecked {
            uint256 i = count % 4;
            packed = _packResults(results, i);
            for (; i < count; i += 4) {
                packed = abi.encodePacked(
                    packed,
                    uint248(results[i]),
                    uint248(results[i + 1]),
                    uint248(results[i + 2]),
                    uint248(results[i + 3])
                );
            }
        }
    }

    /// @dev The first charges, up to three.
    function _packCharges(uint256[] memory lines, uint256 count) private pure returns (bytes memory packed) {
        if (count == 3) return abi.encodePacked(_charge(lines[0]), _charge(lines[1]), _charge(lines[2]));
        if (count == 2) return abi.encodePacked(_charge(lines[0]), _charge(lines[1]));
        if (count == 1) return abi.encodePacked(_charge(lines[0]));
    }

    /// @dev The first results, up to three.
    function _packResults(uint256[] memory results, uint256 count) private pure returns (bytes memory packed) {
        if (count == 3) return abi.encodePacked(uint248(results[0]), uint248(results[1]), uint248(results[2]));
        if (count == 2) return abi.encodePacked(uint248(results[0]), uint248(results[1]));
        if (count == 1) return abi.encodePacked(uint248(results[0]));
    }

    function _charge(uint256 line) private pure returns (uint40) {
        return uint40(line >> 48);
    }
}
